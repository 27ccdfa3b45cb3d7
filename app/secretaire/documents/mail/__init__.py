"""What mails and Outlook's items hold. Runs in the reader."""
